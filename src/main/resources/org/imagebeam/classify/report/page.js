'use strict';
(() => {
  const FIRST_LABELS = 15;
  const WAIT = 150;
  const CLASSIFIED = 0, NONE = 1, FAILED = 2;
  const at = id => document.getElementById(id);
  const number = new Intl.NumberFormat('en');

  /* ---- the rows ---- */

  const labels = [], groups = [], folders = [], links = [], rows = [];
  for (const block of document.querySelectorAll('script.rows')) {
    const chunk = JSON.parse(block.textContent);
    labels.push(...chunk.labels);
    groups.push(...chunk.groups.map(names => names.map(name => name.toLowerCase())));
    for (const [path, link] of chunk.folders) {
      folders.push(path);
      links.push(link);
    }
    for (const row of chunk.rows) rows.push(row);
    block.remove();
  }
  const meta = JSON.parse(at('meta').textContent);
  const count = rows.length;

  // A row: folder, name, thumbnail, then for each output its labels and scores in turn, scores
  // times 10,000; or the stage and the message of a failure.
  const kinds = new Uint8Array(count), best = new Float64Array(count), margins = new Float64Array(count);
  const stages = new Map();
  let least = 0, most = 1, totals = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const row = rows[i], first = row[3];
    best[i] = margins[i] = NaN;
    if (typeof first === 'string') {
      kinds[i] = FAILED;
      stages.set(first, (stages.get(first) || 0) + 1);
    } else if (!first || !first.length) {
      kinds[i] = NONE;
    } else {
      best[i] = first[1] / 1e4;
      margins[i] = first.length > 2 ? (first[1] - first[3]) / 1e4 : best[i];
    }
    if (kinds[i] !== FAILED) {
      for (let o = 3; o < row.length; o++) {
        for (let s = 1; s < row[o].length; s += 2) {
          least = Math.min(least, row[o][s] / 1e4);
          most = Math.max(most, row[o][s] / 1e4);
        }
      }
    }
    totals[kinds[i]]++;
  }
  const share = score => Math.max(0, Math.min(1, (score - least) / (most - least)));

  const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;
  const rank = new Uint32Array(folders.length);
  [...folders.keys()].sort((a, b) => compare(folders[a], folders[b])).forEach((folder, place) => {
    rank[folder] = place;
  });
  const byPath = Uint32Array.from(rows.keys()).sort(
      (a, b) => rank[rows[a][0]] - rank[rows[b][0]] || compare(rows[a][1], rows[b][1]));
  const orders = new Map([['path', byPath]]);

  /** All rows in an order; rows without the number come last, and equal ones by path. */
  function order(by) {
    if (!orders.has(by)) {
      const values = by === 'low' || by === 'high' ? best : margins;
      const sign = by === 'low' || by === 'unsure' ? 1 : -1;
      const last = i => kinds[i] === FAILED ? 2 : isNaN(values[i]) ? 1 : 0;
      orders.set(by, byPath.slice().sort(
          (a, b) => last(a) - last(b) || (last(a) ? 0 : sign * (values[a] - values[b]))));
    }
    return orders.get(by);
  }

  /** The folder that all images are in. */
  const root = folders.reduce((common, folder) => {
    let end = 0;
    for (let i = 0; i < common.length && common[i] === folder[i]; i++) {
      if (common[i] === '/') end = i + 1;
    }
    return common.slice(0, end);
  }, folders.length ? folders[0] : '');

  /* ---- what is wanted, as the address has it ---- */

  const DEFAULTS = { text: '', kind: '', group: '', least: '', most: '', sort: 'path', view: 'all', label: '',
    any: '', folder: '', page: '1', size: '60' };
  const state = { ...DEFAULTS };
  let find = '', allLabels = false;

  function readAddress() {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const key of Object.keys(DEFAULTS)) {
      state[key] = given.has(key) ? given.get(key) : DEFAULTS[key];
    }
    if (!at('sort').querySelector(`[value="${CSS.escape(state.sort)}"]`)) state.sort = 'path';
    if (![...at('size').options].some(option => option.value === state.size)) state.size = DEFAULTS.size;
    if (state.view !== 'folders') state.view = 'all';
    if (!state.folder.startsWith(root)) state.folder = '';
  }

  function writeAddress(push) {
    const given = new URLSearchParams();
    for (const key of Object.keys(DEFAULTS)) {
      if (state[key] !== DEFAULTS[key]) given.set(key, state[key]);
    }
    const hash = '#' + given;
    if (hash !== (location.hash || '#')) {
      history[push ? 'pushState' : 'replaceState'](null, '', hash);
    }
  }

  /* ---- the filters ---- */

  /** For each word that is looked for, the labels and the folders with it. */
  function terms() {
    return state.text.toLowerCase().split(/\s+/).filter(Boolean).map(word => ({
      word,
      labels: labels.map(label => label.toLowerCase().includes(word)),
      folders: folders.map(folder => folder.toLowerCase().includes(word)),
    }));
  }

  function says(row, term) {
    if (term.folders[row[0]] || (folders[row[0]] + row[1]).toLowerCase().includes(term.word)) return true;
    for (let o = 3; o < row.length; o++) {
      if (typeof row[o] === 'string') {
        if (row[o].toLowerCase().includes(term.word)) return true;
      } else {
        for (let l = 0; l < row[o].length; l += 2) if (term.labels[row[o][l]]) return true;
      }
    }
    return false;
  }

  function hasLabel(row, label) {
    for (let o = 3; o < row.length; o++) {
      const end = typeof row[o] === 'string' ? 0 : state.any ? row[o].length : Math.min(2, row[o].length);
      for (let l = 0; l < end; l += 2) if (row[o][l] === label) return true;
    }
    return false;
  }

  function wantedKind(i) {
    switch (state.kind) {
      case '': return true;
      case 'classified': return kinds[i] === CLASSIFIED;
      case 'none': return kinds[i] === NONE;
      case 'failed': return kinds[i] === FAILED;
      default: return kinds[i] === FAILED && 'failed ' + rows[i][3] === state.kind;
    }
  }

  const limit = (text, otherwise) => text.trim() === '' || isNaN(+text) ? otherwise : +text;

  /** Counts and lists what is wanted. */
  function select() {
    const words = terms();
    const from = limit(state.least, -Infinity), to = limit(state.most, Infinity);
    const group = state.group.trim().toLowerCase();
    const isKind = group ? groups.map(names => names.includes(group)) : null;
    const scored = from !== -Infinity || to !== Infinity;
    const here = state.folder || root;
    const inside = folders.map(folder => folder.startsWith(here));
    const child = folders.map(folder => folder.startsWith(here) ? folder.slice(here.length).split('/')[0] : '');
    const deep = state.view === 'folders' ? folders.map(folder => folder !== here) : null;
    const label = state.label === '' ? -1 : labels.indexOf(state.label);
    const counts = new Map(), below = new Map(), found = [];
    let all = 0;
    for (const i of order(state.sort)) {
      const row = rows[i];
      if (!inside[row[0]] || !wantedKind(i)) continue;
      // Half a unit of the last digit that is shown.
      if (scored && !(best[i] >= from - 5e-5 && best[i] <= to + 5e-5)) continue;
      if (isKind && !(kinds[i] === CLASSIFIED && isKind[row[3][0]])) continue;
      if (!words.every(term => says(row, term))) continue;
      if (kinds[i] === CLASSIFIED) {
        for (let o = 3; o < row.length; o++) {
          if (row[o].length) {
            const key = row[o][0];
            counts.set(key, (counts.get(key) || 0) + 1);
          }
        }
      }
      if (state.label !== '' && !hasLabel(row, label)) continue;
      all++;
      if (deep && deep[row[0]]) {
        const name = child[row[0]];
        const entry = below.get(name) || [0, 0];
        entry[0]++;
        if (kinds[i] === FAILED) entry[1]++;
        below.set(name, entry);
      } else {
        found.push(i);
      }
    }
    return { found, counts, below, all };
  }

  /* ---- the page ---- */

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value !== null) made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  function bar(part) {
    const filled = element('i');
    filled.style.setProperty('--share', part.toFixed(4));
    return element('span', { class: 'bar', 'aria-hidden': 'true' }, filled);
  }

  const images = n => number.format(n) + (n === 1 ? ' image' : ' images');

  function address(row) {
    const link = links[row[0]];
    if (link === '') return null;
    try {
      return link + (folders[row[0]].startsWith('file:') ? row[1] : encodeURIComponent(row[1]));
    } catch (e) {
      // Half a character has no address.
      return null;
    }
  }

  function thumbnail(row, box) {
    const whole = address(row);
    const sources = [];
    if (row[2]) {
      const [id, place = 0] = row[2].split('.');
      sources.push(meta.thumbnails[place] + id[0] + '/' + id + meta.ending);
    }
    if (whole !== null) sources.push(whole);
    const none = () => box.replaceChildren('no preview');
    if (!sources.length) {
      none();
      return;
    }
    const image = element('img', { loading: 'lazy', decoding: 'async', width: 192, height: 192, alt: row[1] });
    image.onerror = () => {
      sources.shift();
      if (sources.length) image.src = sources[0];
      else none();
    };
    image.src = sources[0];
    box.append(image);
  }

  function scores(output) {
    const list = element('ol', { class: 'scores' });
    for (let l = 0; l < output.length; l += 2) {
      const score = output[l + 1] / 1e4;
      list.append(element('li', {},
          element('span', { class: 'label' }, labels[output[l]]), ' ',
          element('span', { class: 'score' }, output[l + 1] === null ? '∞' : score.toFixed(4)),
          bar(output[l + 1] === null ? 1 : share(score))));
    }
    return list;
  }

  function card(i, headed, withFolder) {
    const row = rows[i], link = address(row);
    const box = element('div', { class: 'thumb' });
    thumbnail(row, box);
    const name = link === null ? row[1] : element('a', { href: link }, row[1]);
    const said = element('div', {}, element(headed ? 'h4' : 'h3', { class: 'title' }, name));
    if (withFolder) {
      said.append(element('p', { class: 'folder' }, folders[row[0]].slice(root.length) || folders[row[0]]));
    }
    if (kinds[i] === FAILED) {
      said.append(element('p', { class: 'failed' }, element('strong', {}, `failed (${row[3]})`), ': ' + row[4]));
    } else {
      if (kinds[i] === NONE) {
        said.append(element('p', { class: 'failed' }, row.length > 3 ? '(no label)' : '(an embedding)'));
      }
      for (let o = 3; o < row.length; o++) {
        if (o > 3) said.append(element('p', { class: 'output' }, meta.outputs[o - 3]));
        said.append(scores(row[o]));
      }
      if (state.sort === 'unsure' || state.sort === 'sure') {
        said.append(element('p', { class: 'margin' }, 'best minus second best: ' + margins[i].toFixed(4)));
      }
    }
    return element('li', { class: 'card' }, box, said);
  }

  function counted(name, amount, most, pressed, choose) {
    const button = element('button', { type: 'button', 'aria-pressed': pressed },
        element('span', { class: 'name' }, name), ' ', element('span', { class: 'number' }, amount.text), bar(amount.n / most));
    button.onclick = choose;
    return element('li', {}, button);
  }

  function showLabels(counts) {
    const wanted = find.toLowerCase();
    const sorted = [...counts].sort((a, b) => b[1] - a[1] || compare(labels[a[0]], labels[b[0]]));
    const top = sorted.length ? sorted[0][1] : 1;
    const chosen = labels.indexOf(state.label);
    const matching = sorted.filter(([label]) => labels[label].toLowerCase().includes(wanted));
    const shown = allLabels ? matching : matching.slice(0, FIRST_LABELS);
    if (state.label !== '' && !shown.some(([label]) => label === chosen)) {
      shown.unshift([chosen, counts.get(chosen) || 0]);
    }
    at('labels').replaceChildren(...shown.map(([label, n]) => counted(
        label < 0 ? state.label : labels[label], { n, text: number.format(n) }, top, label === chosen, () => {
          go({ label: label === chosen ? '' : labels[label] }, true);
          const again = [...at('labels').querySelectorAll('.name')].find(name => name.textContent === labels[label]);
          if (again) again.parentElement.focus();
        })));
    at('more').hidden = matching.length <= FIRST_LABELS;
    at('more').textContent = allLabels ? `Show the first ${FIRST_LABELS} only`
      : `Show all ${number.format(matching.length)} labels`;
  }

  function showFolders(below) {
    const folderView = state.view === 'folders', here = state.folder || root;
    at('place').hidden = !folderView && here === root;
    const crumbs = [];
    if (!at('place').hidden) {
      const names = here.slice(root.length).split('/').filter(Boolean);
      let path = root;
      const steps = [[root || '/', root]];
      for (const name of names) steps.push([name, path += name + '/']);
      steps.forEach(([name, target], place) => {
        if (place === steps.length - 1) {
          crumbs.push(element('li', { 'aria-current': 'location' }, name));
        } else {
          const button = element('button', { type: 'button' }, name);
          button.onclick = () => enter(target);
          crumbs.push(element('li', {}, button));
        }
      });
    }
    at('crumbs').replaceChildren(...crumbs);
    at('below').hidden = below.size === 0;
    const most = Math.max(1, ...[...below.values()].map(entry => entry[0]));
    at('subfolders').replaceChildren(...[...below].sort((a, b) => compare(a[0], b[0])).map(([name, [n, failed]]) => {
      const item = counted(name, { n, text: images(n) + (failed ? `, ${number.format(failed)} failed` : '') }, most, null,
          () => enter(here + name + '/'));
      return item;
    }));
  }

  function enter(folder) {
    go({ folder: folder === root ? '' : folder }, true);
    at('images').focus();
  }

  function show() {
    const { found, counts, below, all } = select();
    const size = +state.size, last = Math.max(1, Math.ceil(found.length / size));
    const page = Math.min(last, Math.max(1, Math.floor(+state.page) || 1));
    state.page = String(page);
    const start = (page - 1) * size, end = Math.min(found.length, start + size);
    const cards = [];
    let folder = -1;
    const headed = state.sort === 'path' && state.view === 'all' && folders.length > 1;
    for (let place = start; place < end; place++) {
      const row = rows[found[place]];
      if (headed && row[0] !== folder) {
        folder = row[0];
        cards.push(element('li', { class: 'heading' },
            element('h3', {}, folders[folder].slice(root.length) || folders[folder])));
      }
      cards.push(card(found[place], headed, !headed && state.view === 'all' && folders.length > 1));
    }
    at('cards').replaceChildren(...cards);
    at('shown').textContent = (found.length === 0
      ? (all ? `No images right in this folder, ${images(all)} below it` : 'No image is as you want it')
      : `${number.format(start + 1)} to ${number.format(end)} of ${images(found.length)}`)
      + (found.length && all > found.length ? ` right in this folder, ${images(all - found.length)} below it` : '')
      + (all < count ? ` (of ${number.format(count)} in all)` : '');
    showLabels(counts);
    showFolders(below);
    at('pages').hidden = found.length <= +at('size').options[0].value;
    at('page').value = page;
    at('page').max = last;
    at('of').textContent = 'of ' + number.format(last);
    for (const id of ['first', 'previous']) at(id).disabled = page === 1;
    for (const id of ['next', 'last']) at(id).disabled = page === last;
    at('last').dataset.page = last;
  }

  /** Changes what is wanted; from its first page, unless another is told. */
  function go(change, push) {
    Object.assign(state, { page: '1' }, change);
    show();
    writeAddress(push);
  }

  function fillControls() {
    for (const id of ['text', 'kind', 'group', 'least', 'most', 'sort', 'size']) at(id).value = state[id];
    at('any').checked = state.any !== '';
    for (const view of document.getElementsByName('view')) view.checked = view.value === state.view;
  }

  function turnTo(page) {
    go({ page: String(page) }, true);
    // A button that is disabled now has lost the focus.
    at('images').focus();
    at('images').scrollIntoView();
  }

  const timers = {};
  const soon = (id, action) => {
    clearTimeout(timers[id]);
    timers[id] = setTimeout(action, WAIT);
  };
  for (const id of ['text', 'group', 'least', 'most']) {
    at(id).addEventListener('input', () => soon(id, () => go({ [id]: at(id).value })));
  }
  for (const id of ['kind', 'sort', 'size']) at(id).addEventListener('change', () => go({ [id]: at(id).value }));
  at('any').addEventListener('change', () => go({ any: at('any').checked ? '1' : '' }));
  for (const view of document.getElementsByName('view')) {
    view.addEventListener('change', () => go({ view: view.value }, true));
  }
  at('find').addEventListener('input', () => soon('find', () => {
    find = at('find').value;
    show();
  }));
  at('more').onclick = () => {
    allLabels = !allLabels;
    show();
  };
  at('clear').onclick = () => {
    find = at('find').value = '';
    go({ ...DEFAULTS, sort: state.sort, view: state.view, size: state.size }, true);
    fillControls();
  };
  at('first').onclick = () => turnTo(1);
  at('previous').onclick = () => turnTo(+state.page - 1);
  at('next').onclick = () => turnTo(+state.page + 1);
  at('last').onclick = () => turnTo(at('last').dataset.page);
  at('page').addEventListener('change', () => turnTo(at('page').value));
  document.querySelector('form').addEventListener('submit', event => event.preventDefault());
  document.querySelector('.skip').onclick = event => {
    event.preventDefault();
    at('images').focus();
  };
  addEventListener('popstate', () => {
    readAddress();
    fillControls();
    show();
  });

  /* ---- the start ---- */

  const options = [['classified', `classified (${number.format(totals[CLASSIFIED])})`]];
  if (totals[NONE]) options.push(['none', `without a label (${number.format(totals[NONE])})`]);
  if (totals[FAILED]) options.push(['failed', `failed (${number.format(totals[FAILED])})`]);
  if (stages.size > 1) {
    for (const [stage, n] of [...stages].sort()) options.push(['failed ' + stage, `failed: ${stage} (${number.format(n)})`]);
  }
  for (const [value, text] of options) at('kind').append(element('option', { value }, text));
  const known = [...new Set(groups.flat())].sort();
  at('group-field').hidden = known.length === 0;
  at('groups').append(...known.map(value => element('option', { value })));
  at('summary').textContent = `${images(count - totals[FAILED])} classified, ${number.format(totals[FAILED])} failed`
    + `; ${meta.models.length === 1 ? 'model' : 'models'} ${meta.models.join(', ')}; written ${meta.written}`
    + (root ? `; all images are in ${root}` : '');
  if (matchMedia('(max-width: 59.99rem)').matches) at('filters').open = false;
  matchMedia('(min-width: 60rem)').addEventListener('change', wide => {
    if (wide.matches) at('filters').open = true;
  });
  readAddress();
  fillControls();
  at('columns').hidden = false;
  show();
})();
