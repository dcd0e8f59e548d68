"use strict";
// What makes the pages handier where scripts run; all of it can be read and written down without.
(() => {
  document.documentElement.classList.add("js");
  const csrf = () => document.querySelector("meta[name=csrf]").content;

  function say(text) {
    const toast = document.createElement("p");
    toast.className = "toast";
    toast.setAttribute("role", "status");
    toast.textContent = text;
    document.body.append(toast);
    setTimeout(() => toast.remove(), 6000);
  }

  // ---- filters are sent as soon as they change
  for (const form of document.querySelectorAll("[data-send-on-change]")) {
    form.addEventListener("change", () => form.requestSubmit());
  }

  // ---- work under way
  for (const place of document.querySelectorAll("[data-job]")) {
    const news = new EventSource(`/jobs/${place.dataset.job}/events`);
    const bar = place.querySelector("progress");
    const note = place.querySelector("[data-job-note]");
    news.onmessage = (message) => {
      const seen = JSON.parse(message.data);
      if (seen.total) {
        bar.max = seen.total;
        bar.value = seen.done;
      }
      if (note && seen.note) note.textContent = seen.note;
      if (!["running", "cancelling"].includes(seen.state)) {
        news.close();
        location.reload(); // with what it says of the deed that began the work
      }
    };
  }

  // ---- a session of the plan is dragged to another day
  const dragForm = document.getElementById("drag");
  if (dragForm) {
    let dragged = null;
    for (const session of document.querySelectorAll("[data-kind]")) {
      session.addEventListener("dragstart", (event) => {
        dragged = session;
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", session.dataset.kind);
      });
      session.addEventListener("dragend", () => {
        dragged = null;
        for (const day of document.querySelectorAll(".over")) day.classList.remove("over");
      });
    }
    for (const day of document.querySelectorAll("[data-day]")) {
      day.addEventListener("dragover", (event) => {
        if (!dragged || dragged.dataset.on === day.dataset.day) return;
        event.preventDefault();
        day.classList.add("over");
      });
      day.addEventListener("dragleave", () => day.classList.remove("over"));
      day.addEventListener("drop", (event) => {
        if (!dragged) return;
        event.preventDefault();
        dragForm.elements.kind.value = dragged.dataset.kind;
        dragForm.elements.on.value = dragged.dataset.on;
        dragForm.elements.to.value = day.dataset.day;
        dragForm.submit();
      });
    }
  }

  // ---- files are dropped
  for (const form of document.querySelectorAll("[data-drop]")) {
    const input = form.querySelector("input[type=file]");
    for (const name of ["dragover", "dragenter"]) {
      form.addEventListener(name, (event) => {
        event.preventDefault();
        form.classList.add("over");
      });
    }
    form.addEventListener("dragleave", () => form.classList.remove("over"));
    form.addEventListener("drop", async (event) => {
      event.preventDefault();
      form.classList.remove("over");
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry());
      const found = new DataTransfer();
      for (const entry of entries) {
        for await (const file of filesUnder(entry)) found.items.add(file);
      }
      if (found.files.length) {
        input.files = found.files;
        form.requestSubmit();
      }
    });
  }

  async function* filesUnder(entry) {
    if (!entry) return;
    if (entry.isFile) {
      yield await new Promise((resolve, reject) => entry.file(resolve, reject));
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // a hundred at a time
      if (!some.length) return;
      for (const inner of some) yield* filesUnder(inner);
    }
  }

  // ---- a check-in without a connection is kept here and sent later
  function kept(mode, work) {
    return new Promise((resolve, reject) => {
      const opening = indexedDB.open("backstride", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("check-ins", { autoIncrement: true });
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const database = opening.result;
        const transaction = database.transaction("check-ins", mode);
        const request = work(transaction.objectStore("check-ins"));
        transaction.oncomplete = () => {
          database.close();
          resolve(request.result);
        };
        transaction.onerror = () => reject(transaction.error);
      };
    });
  }

  const post = (fields) =>
    fetch("/check-in", {
      method: "POST",
      body: new URLSearchParams({ ...fields, csrf: csrf(), by_script: "1" }),
      redirect: "error",
    });

  async function sendKept() {
    const keys = await kept("readonly", (store) => store.getAllKeys());
    for (const key of keys) {
      const fields = await kept("readonly", (store) => store.get(key));
      const answer = await post(fields);
      if (answer.status !== 204 && answer.status !== 400) return;
      await kept("readwrite", (store) => store.delete(key));
      if (answer.status === 204) say(document.body.dataset.sent);
    }
  }

  function today() {
    const now = new Date();
    const two = (n) => String(n).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  for (const form of document.querySelectorAll("[data-offline]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const fields = Object.fromEntries(new FormData(form));
      delete fields.csrf;
      if ("dayNow" in form.dataset) fields.day = today();
      try {
        const answer = await post(fields);
        if (answer.status === 204) location.assign("/?done=checked-in");
        else form.submit(); // the page that then comes says what is wrong
      } catch {
        await kept("readwrite", (store) => store.add(fields));
        say(document.body.dataset.kept);
      }
    });
  }

  const quietly = () => sendKept().catch(() => {});
  if ("indexedDB" in window) {
    quietly();
    addEventListener("online", quietly);
  }
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js").catch(() => {});
})();
