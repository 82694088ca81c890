// The JSON interface of the box: a promise of the result, or an ApiError with the box's words.

export class ApiError extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

async function ask(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      cache: "no-store",
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, "");
  }
  let answer = null;
  try {
    answer = await response.json();
  } catch {
    throw new ApiError(response.status, response.statusText);
  }
  if (!response.ok || !answer.ok) throw new ApiError(response.status, answer.error || "");
  return answer.result;
}

export const get = (path) => ask("GET", path);
export const post = (path, body = {}) => ask("POST", path, body);
export const remove = (path) => ask("DELETE", path);
export const act = (userId, name, body = {}) => ask("POST", `/box/users/${userId}/${name}`, body);
export const fileAddress = (fileId) => `/box/files/${encodeURIComponent(fileId)}`;

// The result, or null where there is no such thing at this address.
export async function getIfThere(path) {
  try {
    return await get(path);
  } catch (error) {
    if (error instanceof ApiError && error.status !== 0) return null;
    throw error;
  }
}
