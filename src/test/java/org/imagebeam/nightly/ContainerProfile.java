package org.imagebeam.nightly;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The profile {@code container} of the pom. */
final class ContainerProfile {
  private static final String PROFILE = "/project/profiles/profile[id='container']/";
  private static final String JIB =
      PROFILE + "build/plugins/plugin[artifactId='jib-maven-plugin']/configuration/";

  private ContainerProfile() {}

  /** The text at a path below jib's configuration. */
  static String text(String path) throws Exception {
    return evaluate(JIB + path);
  }

  /** A property of the profile. */
  static String property(String name) throws Exception {
    return evaluate(PROFILE + "properties/" + name);
  }

  /** The elements at a path below jib's configuration. */
  static List<Element> elements(String path) throws Exception {
    NodeList nodes = (NodeList) xpath().evaluate(JIB + path, pom(), XPathConstants.NODESET);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static String evaluate(String path) throws Exception {
    return xpath().evaluate(path, pom());
  }

  private static XPath xpath() throws XPathExpressionException {
    return XPathFactory.newInstance().newXPath();
  }

  private static Document pom() throws Exception {
    // Without names of spaces, so that paths need no prefixes.
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(Path.of("pom.xml").toFile());
  }
}
