/* Lists whose rows are chosen, permissions that bring others along, and files that are dropped. Without it everything works:
   the server knows, and a file is chosen in its field. */
"use strict";
(() => {
  const boxes = (form) => [...form.querySelectorAll("input[data-pick]")];
  const tell = (form) => {
    const chosen = boxes(form).filter((box) => box.checked).length;
    const count = form.querySelector("[data-chosen]");
    if (count) count.textContent = count.dataset.chosen.replace("{n}", String(chosen));
    const all = form.querySelector("input[data-pick-all]");
    if (all) {
      all.checked = chosen > 0 && chosen === boxes(form).length;
      all.indeterminate = chosen > 0 && !all.checked;
    }
  };
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.form) return;
    if (box.matches("[data-pick-all]")) boxes(box.form).forEach((one) => { one.checked = box.checked; });
    if (box.matches("[data-pick-all], [data-pick]")) tell(box.form);
    /* To edit is to view: ticking the one ticks the other, taking view away takes all away. */
    if (box.dataset.permission) {
      const same = [...box.form.querySelectorAll("input[data-permission]")].filter(
        (one) => one.dataset.permission === box.dataset.permission);
      const isView = (one) => one.dataset.action === "view";
      if (box.checked && !isView(box)) same.filter(isView).forEach((one) => { one.checked = true; });
      if (!box.checked && isView(box)) same.forEach((one) => { one.checked = false; });
    }
  });

  /* A file that is dropped anywhere on the frame is put into its field. */
  const frame = (event) => event.target instanceof Element && event.target.closest("[data-drop]");
  ["dragenter", "dragover"].forEach((type) => document.addEventListener(type, (event) => {
    const drop = frame(event);
    if (!drop) return;
    event.preventDefault();
    drop.classList.add("is-over");
  }));
  document.addEventListener("dragleave", (event) => {
    const drop = frame(event);
    if (drop && !drop.contains(event.relatedTarget)) drop.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    const drop = frame(event);
    if (!drop) return;
    event.preventDefault();
    drop.classList.remove("is-over");
    const files = event.dataTransfer.files;
    const told = drop.querySelector(".drop-told");
    if (files.length !== 1) { told.textContent = drop.dataset.tooMany; return; }
    drop.querySelector("input[type=file]").files = files;
    told.textContent = drop.dataset.dropped.replace("{name}", files[0].name);
  });
})();
