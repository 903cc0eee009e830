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

// A date is not torn apart at its hyphens.
document.addEventListener("DOMContentLoaded", () => {
  for (const paragraph of document.querySelectorAll("table.docutils td > p")) {
    for (const node of [...paragraph.childNodes]) {
      if (node.nodeType !== Node.TEXT_NODE) continue;
      const parts = node.data.split(/(\d{4}-\d\d-\d\d)/);
      if (parts.length === 1) continue;
      node.replaceWith(
        ...parts.map((part, index) => {
          if (index % 2 === 0) return part;
          const date = document.createElement("span");
          date.className = "date";
          date.textContent = part;
          return date;
        }),
      );
    }
  }
});
