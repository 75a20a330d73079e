// Notes on citations are shown by the style sheet; here Escape hides the one that is shown (WCAG 1.4.13).

const HIDDEN = "cite--hidden";

document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  for (const shown of document.querySelectorAll(".cite__work:is(:hover, :focus-within)")) shown.classList.add(HIDDEN);
});

for (const event of ["mouseover", "focusin"]) {
  document.addEventListener(event, ({ target }) => {
    const here = target instanceof Element ? target.closest(".cite__work") : null;
    for (const hidden of document.querySelectorAll(`.${HIDDEN}`)) if (hidden !== here) hidden.classList.remove(HIDDEN);
  });
}
