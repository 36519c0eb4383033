package org.imagebeam.report;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A page of HTML that needs nothing but itself: no script, no font, no image from elsewhere, in the
 * reader's own choice of light or dark. All text is escaped. Not thread-safe.
 */
public final class HtmlReport {
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --line: #d5dae0;
        --c0: #0b62c4; --c1: #b3470b; --c2: #1a7f37; --c3: #8250df;
        --faint: #68717b; --heat: 11 98 196; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --paper: #14171b;
        --line: #3a414a; --c0: #6cb0ff; --c1: #ff9e64; --c2: #5fd07a; --c3: #c9a5ff;
        --faint: #8b949e; --heat: 47 127 224; } }
      body { margin: 2rem auto; padding: 0 1rem; max-width: 52rem; background: var(--paper);
        color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
      figure { margin: 2rem 0; }
      figcaption { font-weight: 600; margin-bottom: .5rem; }
      svg { width: 100%; height: auto; overflow: visible; }
      svg text { fill: var(--ink); font-size: 12px; }
      @media (max-width: 34rem) { svg { margin-bottom: .5rem; } svg text { font-size: 24px; }
        svg .across { transform: translateY(14px); } }
      .grid { stroke: var(--line); }
      .tick { stroke: var(--ink); }
      .curve { fill: none; stroke-width: 2; }
      .curve-0 { stroke: var(--c0); } .dot-0 { fill: var(--c0); }
      .curve-1 { stroke: var(--c1); } .dot-1 { fill: var(--c1); }
      .curve-2 { stroke: var(--c2); } .dot-2 { fill: var(--c2); }
      .curve-3 { stroke: var(--c3); } .dot-3 { fill: var(--c3); }
      .legend { display: flex; flex-wrap: wrap; gap: 0 1.5rem; padding: 0; list-style: none; }
      .legend li::before { content: ""; display: inline-block; width: 1rem; height: .25rem;
        margin-right: .5rem; vertical-align: middle; }
      .key-0::before { background: var(--c0); } .key-1::before { background: var(--c1); }
      .key-2::before { background: var(--c2); } .key-3::before { background: var(--c3); }
      h1 { overflow-wrap: anywhere; }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
      th, td { padding: .25rem .75rem; border-bottom: 1px solid var(--line); text-align: right; }
      .scroll:focus-visible { outline: 3px solid var(--c0); outline-offset: 2px; }
      .tall { max-height: 85vh; overflow: auto; }
      @media print { .scroll { overflow: visible; max-height: none; } }
      .matrix { border-collapse: separate; border-spacing: 0; }
      .matrix td { color: var(--faint); }
      .matrix td[style] { color: var(--ink);
        background: rgb(var(--heat) / calc(.06 + .54 * var(--share))); }
      .matrix .total { color: inherit; font-weight: 600; }
      .matrix thead > tr > *, .matrix tr > :first-child { position: sticky; z-index: 1;
        background: var(--paper); }
      .matrix thead > tr > * { top: 0; }
      .matrix tr > :first-child { left: 0; text-align: left; }
      .matrix thead > tr > :first-child { z-index: 2; }
      .matrix th span { display: inline-block; overflow-wrap: break-word;
        max-width: min(14rem, 30vw); vertical-align: bottom; }
      .many th, .many td { padding: .125rem .375rem; }
      .many thead > tr > * { vertical-align: bottom; }
      .many [scope="col"] span { writing-mode: vertical-rl; transform: rotate(180deg);
        max-width: none; max-height: 12rem; }
      .gallery { display: grid; gap: 1.5rem 1rem; padding: 0; list-style: none;
        grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); }
      .gallery img { max-width: 100%; }
      .gallery p { margin: .25rem 0 0; font-size: .875rem; line-height: 1.35;
        overflow-wrap: anywhere; }
      """;

  /** So that the browser, too, sees to it that nothing comes from elsewhere. */
  private static final String POLICY =
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"
          + " style-src 'unsafe-inline'; img-src data:\">\n";

  private final String title;
  private final StringBuilder body = new StringBuilder();

  public HtmlReport(String title) {
    this.title = requireNonNull(title, "title is null");
  }

  /** Adds a line of text. */
  public HtmlReport paragraph(String text) {
    body.append("<p>").append(Html.escape(text)).append("</p>\n");
    return this;
  }

  /** Adds a chart of curves, see {@link TrainingCurves#figure}. */
  public HtmlReport curves(String caption, String acrossLabel, List<Curve> curves) {
    body.append(TrainingCurves.figure(caption, acrossLabel, curves));
    return this;
  }

  /**
   * Adds a confusion matrix: a row a true class, a column a predicted one, shaded by its share of
   * the row, and the rows' totals.
   *
   * @param counts by true class, then by predicted one
   * @throws IllegalArgumentException if the counts aren't a square of as many as there are labels
   */
  public HtmlReport matrix(String caption, List<String> labels, long[][] counts) {
    body.append(MatrixTable.figure(caption, labels, counts));
    return this;
  }

  /**
   * Adds images, which become part of the page.
   *
   * @throws IllegalArgumentException if there are none
   */
  public HtmlReport gallery(String caption, List<GalleryImage> images) {
    body.append(Gallery.figure(caption, images));
    return this;
  }

  /**
   * Adds a table.
   *
   * @throws IllegalArgumentException if a row has not as many cells as the header
   */
  public HtmlReport table(List<String> header, List<List<String>> rows) {
    // What scrolls has to be reached by keyboard, and a reader has to be told what it is.
    body.append("<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"")
        .append(Html.escape("table of " + String.join(", ", header)))
        .append("\">\n<table>\n<thead>")
        .append(row("th scope=\"col\"", "th", header))
        .append("</thead>\n<tbody>\n");
    for (List<String> cells : rows) {
      if (cells.size() != header.size()) {
        throw new IllegalArgumentException(cells + " has other columns than " + header);
      }
      body.append(row("td", "td", cells)).append('\n');
    }
    body.append("</tbody>\n</table>\n</div>\n");
    return this;
  }

  private static String row(String start, String element, List<String> cells) {
    return cells.stream()
        .map(cell -> "<" + start + ">" + Html.escape(cell) + "</" + element + ">")
        .collect(Collectors.joining("", "<tr>", "</tr>"));
  }

  /** The whole page, in UTF-8. */
  public byte[] toBytes() {
    String page =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
            + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            + POLICY
            + "<title>"
            + Html.escape(title)
            + "</title>\n<style>\n"
            + STYLE
            + "</style>\n</head>\n<body>\n<h1>"
            + Html.escape(title)
            + "</h1>\n"
            + body
            + "</body>\n</html>\n";
    return page.getBytes(StandardCharsets.UTF_8);
  }
}
