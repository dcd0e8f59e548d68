"use strict";
// Draws each chart into the element of its name. The interpreter (ast) keeps the page free of eval.
(() => {
  const { charts, datasets, locale } = JSON.parse(document.getElementById("chart-data").textContent);
  const options = {
    ast: true,
    renderer: "svg",
    actions: false,
    defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
    ...locale, // how a language writes numbers and dates; English where none is given
  };
  for (const [id, spec] of Object.entries(charts)) {
    const place = document.getElementById(id);
    vegaEmbed(place, { ...spec, datasets: { ...spec.datasets, ...datasets } }, options).catch((error) => {
      console.error(error);
      place.closest("figure").classList.add("undrawn");
    });
  }
})();
