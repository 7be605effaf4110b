/* The keyboard: the search across pages, and shortcuts. Nothing here is the only way to anything: the search is a page of its
   own, and every place has a link. Keys without Ctrl or ⌘ are deaf while somebody types, and can be turned off. */
"use strict";
(() => {
  const finder = document.getElementById("finder");
  const shortcuts = document.getElementById("shortcuts");
  if (!finder || !shortcuts) return; /* nobody is logged in */

  /* What this browser remembers; where it may not, shortcuts are on. */
  const OFF = "releve-single-keys-off";
  const remembered = (act) => { try { return act(window.localStorage); } catch { return null; } };
  const areOff = () => remembered((kept) => kept.getItem(OFF)) === "1";
  const toggle = shortcuts.querySelector("[data-single-keys]");
  toggle.checked = !areOff();
  toggle.addEventListener("change", () => remembered((kept) =>
    toggle.checked ? kept.removeItem(OFF) : kept.setItem(OFF, "1")));

  /* The pop-up: a combobox. The focus stays in the field; the arrows say which option is meant. */
  const field = finder.querySelector("[role=combobox]");
  const list = finder.querySelector("[role=listbox]");
  const told = finder.querySelector("[role=status]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const meant = () => list.querySelector("[aria-selected=true]");
  const mean = (option) => {
    meant()?.setAttribute("aria-selected", "false");
    if (!option) { field.removeAttribute("aria-activedescendant"); return; }
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    if (!finder.open) finder.showModal();
    field.focus();
    field.select();
  };
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  field.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key in steps && all.length) {
      const at = all.indexOf(meant()) + steps[event.key];
      mean(all[at < -1 ? all.length - 1 : at]); /* before the first and behind the last: the field itself */
      event.preventDefault();
    } else if (event.key === "Enter" && meant()) {
      meant().click();
      event.preventDefault();
    }
  });
  list.addEventListener("mousemove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== meant()) mean(option);
  });
  list.addEventListener("htmx:afterSwap", () => {
    const all = options();
    field.setAttribute("aria-expanded", String(all.length > 0));
    told.textContent = list.querySelector("[data-told]")?.dataset.told || "";
    mean(all[0]);
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-find]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });

  /* Shortcuts. */
  const typing = (where) => where instanceof Element
    && where.closest("input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select, [contenteditable]");
  const seen = (one) => one.checkVisibility();
  const searchHere = () => {
    const here = [...document.querySelectorAll("main [role=search] :is([type=search], [type=text])")].find(seen);
    if (!here) return open();
    here.focus();
    here.select();
    return undefined;
  };
  let going = 0; /* until when a letter behind a `g` is listened to */
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() !== "k" || event.shiftKey || document.querySelector("dialog:modal:not(#finder)")) return;
      event.preventDefault();
      open();
      return;
    }
    if (event.repeat || areOff() || typing(event.target) || document.querySelector("dialog:modal")) return;
    const key = event.key.toLowerCase();
    const place = event.timeStamp < going && shortcuts.querySelector(`[data-go="${CSS.escape(key)}"]`);
    going = key === "g" && !place ? event.timeStamp + 1500 : 0;
    if (place) place.click();
    else if (event.key === "/") searchHere();
    else if (event.key === "?") shortcuts.showModal();
    else return;
    event.preventDefault();
  });
})();
