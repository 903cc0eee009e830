// On a telephone a table has no heading, so each cell knows the one of its column.
document.addEventListener("DOMContentLoaded", () => {
  for (const table of document.querySelectorAll("table.docutils")) {
    const headings = [...table.querySelectorAll("thead th")].map((one) => one.innerText);
    for (const row of table.querySelectorAll("tbody tr")) {
      [...row.cells].forEach((cell, column) => {
        cell.dataset.column = headings[column] ?? "";
        cell.classList.toggle("nothing", !cell.textContent.trim());
      });
    }
  }
});
