// Makes the page quicker; everything works without it. A search is fetched and
// #page swapped, so that scroll and focus stay; the address changes as without.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const $ = (selector) => document.querySelector(selector);
  const box = $("#q");
  const form = $("#search");
  let running = null;

  const isSearch = (url) => url.origin === location.origin && url.pathname === "/" && $("#hits, .nohits, .problem, #filters");

  // focusKeys find the same control again after the swap, or what is nearest to it:
  // a value that was excluded has another one in its row, and one that is gone a facet.
  const focusKeys = () => {
    const at = document.activeElement;
    if (!at?.closest("#page")) return [];
    const facet = at.closest(".facet");
    const keys = ["#main"];
    if (facet) keys.unshift(`#${facet.id} .find`);
    const row = at.closest(".value");
    if (row) keys.unshift(`#${facet?.id ?? "main"} .value[data-value="${CSS.escape(row.dataset.value)}"] :is(input, .off)`);
    else if (at.name) keys.unshift(`input[name="${CSS.escape(at.name)}"]`);
    else if (at.closest(".chips")) keys.unshift(".chip a");
    return keys;
  };

  async function go(href, { push = true, top = false } = {}) {
    if (running) running.abort();
    const mine = (running = new AbortController());
    const slow = setTimeout(() => root.classList.add("busy"), 150);
    try {
      const answer = await fetch(href, { signal: mine.signal, headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine.signal.aborted) return;
      if (!page.querySelector("#page")) throw new Error("no page");
      show(page, answer.status);
      if (push) history.pushState({ swapped: true }, "", href);
      if (top) scrollTo(0, 0);
    } catch (e) {
      if (e.name !== "AbortError") location.href = href;
    } finally {
      clearTimeout(slow);
      if (running === mine) { running = null; root.classList.remove("busy"); }
    }
  }

  function show(page, status) {
    const keys = focusKeys();
    const open = $(".timeline details")?.open;
    // A mistake in the query leaves the hits of the search before in place.
    if (status === 400 && $("#hits")) {
      $("#status").replaceWith(page.querySelector("#status"));
      return;
    }
    const scrolled = $("#filters")?.scrollTop; // the sheet of a phone
    $("#page").replaceWith(page.querySelector("#page"));
    if (scrolled && $("#filters")) $("#filters").scrollTop = scrolled;
    form.querySelectorAll('input[type="hidden"]').forEach((i) => i.remove());
    page.querySelectorAll('#search input[type="hidden"]').forEach((i) => form.append(i));
    if (document.activeElement !== box) box.value = page.querySelector("#q").value;
    document.title = page.title;
    if (open && $(".timeline details")) $(".timeline details").open = true;
    keys.map($).find((e) => e)?.focus({ preventScroll: true });
  }

  const formHref = () => {
    const params = new URLSearchParams(new FormData(form));
    for (const [name, value] of [...params]) if (!value) params.delete(name);
    const text = params.toString();
    return text ? "/?" + text : "/";
  };

  document.addEventListener("submit", (e) => {
    if (e.target !== form || !isSearch(new URL("/", location.href))) return;
    e.preventDefault();
    go(formHref());
  });

  document.addEventListener("change", (e) => {
    if (e.target.closest("#filters") && e.target.form === form) go(formHref());
  });

  document.addEventListener("click", (e) => {
    if (e.defaultPrevented || e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return;
    const a = e.target.closest("a[href]");
    if (!a) return;
    if (a.matches(".tofilters")) { e.preventDefault(); root.classList.add("sheet"); $("#filters").focus(); return; }
    if (a.matches(".sheethead a")) { e.preventDefault(); root.classList.remove("sheet"); return; }
    if (dragged) { e.preventDefault(); return; }
    const url = new URL(a.getAttribute("href"), location.href);
    if (!isSearch(url) || url.hash || a.closest(".top")) return;
    e.preventDefault();
    go(url.pathname + url.search, { top: a.closest(".paging, .sorts") !== null });
  });

  addEventListener("popstate", () => {
    if (location.pathname === "/") go(location.pathname + location.search, { push: false });
  });

  // Dragging over the timeline narrows to the span of its bars.
  let start = null, dragged = false;
  const barAt = (e) => e.target.closest?.(".bars a");
  const spanOf = (a, b) => {
    const bars = [...document.querySelectorAll(".bars a")];
    const [i, j] = [bars.indexOf(a), bars.indexOf(b)].sort((x, y) => x - y);
    return bars.slice(i, j + 1);
  };
  document.addEventListener("dragstart", (e) => { if (barAt(e)) e.preventDefault(); });
  document.addEventListener("pointerdown", (e) => {
    dragged = false;
    start = e.pointerType === "mouse" && e.button === 0 ? barAt(e) : null;
  });
  document.addEventListener("pointermove", (e) => {
    const over = start && barAt(e);
    if (!over) return;
    dragged = dragged || over !== start;
    document.querySelectorAll(".bars a.in").forEach((a) => a.classList.remove("in"));
    if (dragged) spanOf(start, over).forEach((a) => a.classList.add("in"));
  });
  document.addEventListener("pointerup", () => {
    const chosen = [...document.querySelectorAll(".bars a.in")];
    start = null;
    if (!dragged || chosen.length < 2) return;
    $('input[name="from"]').value = chosen[0].dataset.from;
    $('input[name="to"]').value = chosen[chosen.length - 1].dataset.to;
    go(formHref());
  });

  // Completions of the last word: people, countries, events, sources. They are
  // asked of this server only, and never without a pause in typing.
  const list = document.createElement("datalist");
  list.id = "completions";
  box.after(list);
  box.setAttribute("list", list.id);
  let pause = 0;
  async function complete() {
    const typed = box.value;
    const word = typed.match(/[^\s():"=-]{2,}$/)?.[0];
    if (!word || (typed.split('"').length - 1) % 2) return list.replaceChildren();
    const answer = await fetch("/api/v1/suggest?q=" + encodeURIComponent(word)).catch(() => null);
    if (!answer?.ok || box.value !== typed) return;
    const head = typed.slice(0, -word.length).replace(/\w+:$/, "");
    list.replaceChildren(...(await answer.json()).suggestions.map((s) => {
      const option = document.createElement("option");
      option.value = head + s.query;
      option.label = `${head}${s.name} – ${s.facet}${s.count ? ", " + s.count : ""}`;
      return option;
    }));
  }
  box.addEventListener("input", (e) => {
    clearTimeout(pause);
    if (e.inputType && e.inputType !== "insertReplacementText") pause = setTimeout(complete, 200);
  });

  // Keys: / box, j k hits, enter opens (it is a link), f filters, ? help.
  const step = (by) => {
    const links = [...document.querySelectorAll(".hit h2 a")];
    const at = links.findIndex((a) => a.closest(".hit").contains(document.activeElement));
    const next = links[Math.min(Math.max(at + by, 0), links.length - 1)];
    if (!next) return;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const keys = {
    "/": () => { box.focus(); box.select(); },
    j: () => step(1),
    k: () => step(-1),
    f: () => { if ($("#filters")) { root.classList.add("sheet"); ($("#filters input") ?? $("#filters")).focus(); } },
    "?": () => { location.href = "/help"; },
  };
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape") { root.classList.remove("sheet"); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || !keys[e.key]) return;
    if (e.target.matches("input:not([type=checkbox]), textarea, select")) return;
    e.preventDefault();
    keys[e.key]();
  });
})();
