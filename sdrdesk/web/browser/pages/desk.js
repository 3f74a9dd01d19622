// Around the terminal (textual.js, which makes one of every .textual-terminal when the page is loaded): which desk this
// window shows, what becomes of it when the connection goes, and the little that a desk may open here.
"use strict";
(() => {
  const place = document.getElementById("terminal");
  const again = document.getElementById("again");
  const say = (state) => { document.body.dataset.state = state; };
  const reasons = { 4000: "left", 4001: "elsewhere", 4002: "full", 4003: "out", 4004: "idle", 4005: "failed", 4006: "stopping" };

  // A window keeps its desk through a reload and a lost connection.
  let name = sessionStorage.getItem("window") || "";
  if (!/^[0-9a-f]{32}$/.test(name)) {
    name = Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
    sessionStorage.setItem("window", name);
  }
  place.dataset.sessionWebsocketUrl = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/desk/${name}`;

  // The terminal opens whatever it is told, and every link it finds in a lead's text, by these two. A call waits until the
  // number is on the clipboard: opening it takes the key press that lets a page write there, and the browser would ask.
  window.open = (url) => {
    if (/^(tel|mailto):/.test(String(url))) {
      const link = document.createElement("a");
      link.href = url;
      setTimeout(() => link.click(), 250);
    }
    return null;
  };
  window.confirm = () => false;

  // The desk may put a number on the clipboard, and never reads it: a paste is the rep's own.
  if (navigator.clipboard) {
    const write = navigator.clipboard.writeText.bind(navigator.clipboard);
    navigator.clipboard.writeText = (text) => write(text).catch(() => {});
    navigator.clipboard.readText = () => Promise.resolve("");
  }

  const comeBack = async (wait) => {
    await new Promise((done) => setTimeout(done, wait));
    try {
      await fetch("/files/icon.svg", { cache: "no-store" });
      location.reload();
    } catch {
      comeBack(Math.min(wait * 2, 10000));
    }
  };

  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(url) {
      super(`${url}&theme=${matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark"}`);
      this.addEventListener("open", () => {
        document.querySelector(".xterm-helper-textarea").focus();
        this.send('["focus"]');
      });
      this.addEventListener("message", (event) => { if (typeof event.data !== "string") say("open"); }, { once: false });
      this.addEventListener("close", (event) => {
        const state = reasons[event.code] || "lost";
        say(state);
        if (state === "lost") comeBack(500);
        else again.focus();
      });
    }
    send(data) { if (this.readyState === Plain.OPEN) super.send(data); }
  };

  again.addEventListener("click", () => location.reload());
  window.addEventListener("focus", () => { const keys = document.querySelector(".xterm-helper-textarea"); if (keys && document.body.dataset.state === "open") keys.focus(); });

  // The terminal measures its font once, so the font has to be there first.
  document.fonts.load('15px "Roboto Mono"').finally(() => {
    const script = document.createElement("script");
    script.src = "/files/terminal.js";
    script.addEventListener("load", () => { if (document.readyState === "complete" && window.onload) window.onload(new Event("load")); });
    document.head.append(script);
  });
})();
