// What outlives a reload of the page: whose phones, which chats, how far, unsent drafts.

const KEY = "madang.desk";

function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) || {};
  } catch {
    return {};
  }
}

const held = read();
let timer = 0;

function write() {
  clearTimeout(timer);
  timer = 0;
  try {
    localStorage.setItem(KEY, JSON.stringify(held));
  } catch {
    // A full or forbidden store only costs the memory of it.
  }
}

addEventListener("pagehide", write);

export const kept = (name, otherwise = null) => held[name] ?? otherwise;

export function keep(name, value) {
  held[name] = value;
  if (name === "theme" || name === "language") write();
  else if (!timer) timer = setTimeout(write, 200);
}

// What one phone remembers: its chat, its drafts, what it has read.
export function memoryOf(userId) {
  held.phones ??= {};
  held.phones[userId] ??= {};
  const memory = held.phones[userId];
  return {
    get: (name, otherwise = null) => memory[name] ?? otherwise,
    set(name, value) {
      if (value === null || value === "") delete memory[name];
      else memory[name] = value;
      keep("phones", held.phones);
    },
  };
}
