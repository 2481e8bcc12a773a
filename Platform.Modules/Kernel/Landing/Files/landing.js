"use strict";

// Reads /status.json every two seconds and writes it into the page; says so when nobody answers.
(() => {
  const every = 2000;
  const patience = 4000;
  const words = { up: "running", degraded: "partly running", down: "no answer", unknown: "unknown" };
  const numbers = new Intl.NumberFormat("en");
  const find = (id) => document.getElementById(id);
  const consumers = find("consumers");
  let lastSeen = null;

  // Only what changes is written: screen readers announce every write to a status.
  function write(element, text) {
    if (element.textContent !== text) {
      element.textContent = text;
    }
  }

  function showVerdict(state, text) {
    find("verdict").dataset.state = state;
    write(find("verdict-text"), text);
  }

  function nameOf(part) {
    return document.querySelector(`[data-part="${CSS.escape(part)}"] h3`)?.textContent ?? part;
  }

  function showPart(name, state) {
    const item = document.querySelector(`[data-part="${CSS.escape(name)}"]`);
    if (item) {
      item.hidden = false;
      item.dataset.state = state;
      write(item.querySelector(".state"), words[state] ?? state);
    }
  }

  function sentence(status) {
    const of = (state) => status.parts.filter((p) => p.status === state).map((p) => nameOf(p.name));
    const list = (names) => names.join(", ").replace(/, ([^,]*)$/, " and $1");
    const [down, partly, unknown] = [of("down"), of("degraded"), of("unknown")];
    if (down.length > 0) {
      return `No answer from ${list(down)}`;
    }
    if (partly.length > 0) {
      return `${list(partly)}: partly running`;
    }
    return unknown.length > 0 ? `Not known: ${list(unknown)}` : "Everything runs";
  }

  function ago(time, now) {
    if (!time) {
      return "none yet";
    }
    const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(time)) / 1000));
    const [amount, unit] = seconds < 90 ? [seconds, "s"] : seconds < 5400 ? [seconds / 60, "min"] : seconds < 129600 ? [seconds / 3600, "h"] : [seconds / 86400, "d"];
    return `${Math.round(amount)} ${unit} ago`;
  }

  function cell(row, index, label, text, isBad) {
    const element = row.cells[index] ?? row.insertCell();
    element.className = isBad ? "number bad" : "number";
    element.dataset.label = label;
    write(element, text);
  }

  function newRow(consumer) {
    const row = find("rows").insertRow();
    row.dataset.consumer = consumer.name;
    const title = document.createElement("th");
    const subject = document.createElement("code");
    title.scope = "row";
    subject.textContent = consumer.subject;
    title.append(consumer.name.replaceAll("_", " "), subject);
    row.append(title);
    const state = document.createElement("span");
    state.className = "state";
    row.insertCell().append(state);
    return row;
  }

  function showConsumer(consumer, now) {
    const row = find("rows").querySelector(`[data-consumer="${CSS.escape(consumer.name)}"]`) ?? newRow(consumer);
    row.dataset.state = consumer.active ? "up" : "down";
    write(row.querySelector(".state"), consumer.active ? "active" : "none");
    cell(row, 2, "pending", numbers.format(consumer.pending));
    cell(row, 3, "processed", numbers.format(consumer.processedToday));
    cell(row, 4, "failed", numbers.format(consumer.failedToday), consumer.failedToday > 0);
    cell(row, 5, "last", ago(consumer.lastProcessedAt, now));
  }

  function showConsumers(status) {
    const all = status.consumers;
    consumers.hidden = !all && find("rows").rows.length === 0;
    consumers.classList.toggle("lost", !all);
    if (!all) {
      write(find("live"), "The numbers cannot be read at the moment");
      return;
    }
    write(find("live"), "Live, every 2 seconds");
    all.forEach((consumer) => showConsumer(consumer, status.checkedAt));
    const sum = (field) => all.reduce((total, consumer) => total + consumer[field], 0);
    const failed = sum("failedToday");
    write(find("total-pending"), numbers.format(sum("pending")));
    write(find("total-processed"), numbers.format(sum("processedToday")));
    write(find("total-failed"), numbers.format(failed));
    write(find("total-dead"), numbers.format(status.deadLetters));
    find("total-failed").className = failed > 0 ? "bad" : "";
    find("total-dead").className = status.deadLetters > 0 ? "bad" : "";
  }

  function showLinks(links) {
    for (const item of document.querySelectorAll("[data-link]")) {
      const address = links?.[item.dataset.link];
      item.hidden = !address;
      if (address) {
        item.querySelector("a").href = address;
      }
    }
  }

  function show(status) {
    lastSeen = new Date();
    status.parts.forEach((part) => showPart(part.name, part.status));
    showVerdict(status.status, sentence(status));
    showConsumers(status);
    showLinks(status.links);
  }

  function showLost() {
    const since = lastSeen ? ` since ${lastSeen.toLocaleTimeString()}` : "";
    showVerdict("down", `No connection${since}, trying again`);
    for (const item of document.querySelectorAll("[data-part]:not([hidden])")) {
      showPart(item.dataset.part, "unknown");
    }
    consumers.classList.add("lost");
    write(find("live"), lastSeen ? `Connection lost, numbers of ${lastSeen.toLocaleTimeString()}` : "");
  }

  async function poll() {
    timer = undefined;
    if (!document.hidden) {
      try {
        const response = await fetch("/status.json", { cache: "no-store", signal: AbortSignal.timeout(patience) });
        if (!response.ok) {
          throw new Error(`status ${response.status}`);
        }
        show(await response.json());
      } catch {
        showLost();
      }
    }
    timer = setTimeout(poll, every);
  }

  let timer;
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && timer) {
      clearTimeout(timer);
      poll();
    }
  });
  poll();
})();
