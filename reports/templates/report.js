addEventListener("beforeprint", () => {
  for (const detail of document.querySelectorAll("details:not([open])")) {
    detail.dataset.shut = "";
    detail.open = true;
  }
});
addEventListener("afterprint", () => {
  for (const detail of document.querySelectorAll("details[data-shut]")) {
    detail.open = false;
    delete detail.dataset.shut;
  }
});
