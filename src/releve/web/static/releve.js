/* The behaviour that HTML has not: copying, pop-ups, menus, and how htmx talks to our server.
   Nothing here decides anything; without it every list, form and link still works. */
"use strict";
(() => {
  const announce = (text) => { document.getElementById("live").textContent = text; };
  const on = (type, selector, act) => document.addEventListener(type, (event) => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) act(found, event);
  });

  /* Copy buttons: data-copy is the text, data-copied what is said afterwards. */
  const copied = (button) => {
    const label = button.querySelector("span");
    const before = label && label.textContent;
    announce(button.dataset.copied);
    button.classList.add("is-copied");
    if (label) label.textContent = button.dataset.copied;
    setTimeout(() => {
      button.classList.remove("is-copied");
      if (label) label.textContent = before;
    }, 2000);
  };
  const copyBySelection = (text, beside) => { /* plain http has no clipboard interface */
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "visually-hidden";
    beside.after(area); /* inside an open dialog nothing outside of it can be selected */
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    beside.focus();
    return done ? Promise.resolve() : Promise.reject();
  };
  on("click", "[data-copy]", (button) => {
    const text = button.dataset.copy;
    const copying = navigator.clipboard ? navigator.clipboard.writeText(text) : Promise.reject();
    copying.catch(() => copyBySelection(text, button)).then(() => copied(button), () => {});
  });

  /* Pop-ups: data-opens names a <dialog>; data-closes closes the one around it. */
  const show = (dialog) => { /* the focus goes to what is to be filled in, else to the first and harmless button */
    dialog.showModal();
    const wanted = dialog.querySelector("[autofocus]")
      || dialog.querySelector(".dialog-body :is(input:not([type=hidden]), select, textarea)")
      || dialog.querySelector(".dialog-body .actions .btn");
    wanted?.focus();
  };
  on("click", "[data-opens]", (opener, event) => {
    const dialog = document.getElementById(opener.dataset.opens);
    if (!dialog) return;
    event.preventDefault();
    const menu = opener.closest("details.menu");
    menu?.querySelector("summary").focus(); /* where the focus returns to: the opener is not seen any more */
    menu?.removeAttribute("open");
    show(dialog);
  });
  on("click", "[data-closes]", (button) => button.closest("dialog").close());
  /* A click on the backdrop closes it; what was pressed inside and let go elsewhere, as when text is selected, does not. */
  let pressed = null;
  document.addEventListener("pointerdown", (event) => { pressed = event.target; }, true);
  on("click", "dialog", (dialog, event) => {
    if (event.target !== dialog || pressed !== dialog || !dialog.querySelector("[data-closes]")) return;
    const box = dialog.getBoundingClientRect();
    const inside = event.clientX > box.left && event.clientX < box.right && event.clientY > box.top && event.clientY < box.bottom;
    if (!inside) dialog.close();
  });

  /* Menus: one open at a time, Escape and a click elsewhere close it. */
  const closeMenus = (except) => document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (menu !== except) menu.removeAttribute("open");
  });
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.removeAttribute("open"); menu.querySelector("summary").focus(); }
  });
  /* A row's menu would be cut off by the table's own scrolling: it is laid over the page instead, as long as the row stays where it is. */
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches("details.menu[open]") || !menu.closest(".table-box, .dialog")) return;
    const list = menu.querySelector(".menu-list");
    const place = menu.querySelector("summary").getBoundingClientRect();
    const above = place.bottom + list.offsetHeight + 8 > window.innerHeight;
    menu.openedAt = place.top;
    Object.assign(list.style, { position: "fixed", left: "auto", right: `${document.documentElement.clientWidth - place.right}px`,
      top: above ? "auto" : `${place.bottom}px`, bottom: above ? `${window.innerHeight - place.top + 4}px` : "auto" });
  }, true);
  window.addEventListener("scroll", () => document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (Math.abs(menu.querySelector("summary").getBoundingClientRect().top - menu.openedAt) > 4) menu.removeAttribute("open");
  }), { passive: true, capture: true });
  on("click", "[data-menu]", (button) => {
    const open = document.body.classList.toggle("menu-open");
    button.setAttribute("aria-expanded", String(open));
  });

  /* What was validated holds for what was validated: another choice must be validated anew. */
  on("change", "form[data-validates] select", (field) => {
    document.querySelectorAll("[data-needs-validated]").forEach((button) => { button.disabled = true; });
    const badge = field.form.querySelector(".when-validated");
    if (badge) badge.hidden = true;
  });

  /* A form is sent once: the second click of a double click does nothing. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.getAttribute("aria-busy") === "true") event.preventDefault();
    else form.setAttribute("aria-busy", "true");
  });
  /* What is filled in and not saved is not left without a word, unless it is saved, thrown away or gone on with
     (the steps of a wizard). The language and the colours of the page may change: it comes back to the same place. */
  let leaving = false;
  on("click", "[data-discards], dialog[data-modal] a", () => { leaving = true; });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-unsaved], [data-keeps], dialog[data-modal] form, .languages, .themes form")) leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && document.querySelector("[data-unsaved]")) event.preventDefault();
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  on("click", ".languages button, .themes button", (button) => { /* a search has changed the address since the page was made */
    button.form.elements.next.value = location.pathname + location.search;
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(
    (form) => form.removeAttribute("aria-busy")));

  /* Whatever arrives, with the page or later: cells learn their column's name (rows become cards on a phone),
     and a dialog that came open becomes modal. */
  const settle = (root) => {
    root.querySelectorAll(".is-stacked table").forEach((table) => {
      const names = [...table.querySelectorAll("thead th")].map((th) => th.textContent.trim());
      table.querySelectorAll("tbody tr").forEach((row) => [...row.cells].forEach((cell, n) => {
        if (!cell.dataset.label && names[n] && !cell.matches(".primary, .row-actions")) cell.dataset.label = names[n];
      }));
    });
    root.querySelectorAll("dialog[data-modal][open]").forEach((dialog) => {
      if (dialog.matches(":modal")) return;
      dialog.close();
      show(dialog);
    });
  };
  settle(document);
  document.addEventListener("htmx:afterSettle", () => settle(document));

  /* htmx: the token of the session with every request, and a word when the server is silent. */
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRF-Token"] = document.querySelector("meta[name=csrf-token]").content;
  });
  const offline = (silent) => () => { document.getElementById("offline").hidden = !silent; };
  document.addEventListener("htmx:sendError", offline(true));
  document.addEventListener("htmx:responseError", offline(true));
  document.addEventListener("htmx:afterOnLoad", offline(false));
})();
