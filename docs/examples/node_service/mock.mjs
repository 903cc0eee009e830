// The mock for tests in JavaScript: a server, and the commands of its control API.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Start `eventbridge-mock` on a free port, as *python* finds it. */
export async function startMock(python = process.env.PYTHON ?? "python3") {
  const server = spawn(python, ["-m", "eventbridge_mock", "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: server.stdout })) {
    const [, name, value] = line.match(/^export (\w+)=(.*)$/) ?? [];
    if (name) process.env[name] = value;
    const [, url] = line.match(/^Page: (.*)\/$/) ?? [];
    if (url) return new Mock(server, url);
  }
  throw new Error("eventbridge-mock did not start.");
}

class Mock {
  constructor(server, url) {
    this.server = server;
    this.url = url;
  }

  /** Ask the control API; a command has a body. What it complains of is thrown. */
  async ask(path, command) {
    const response = await fetch(`${this.url}/_eventbridge_mock/${path}`, {
      method: command ? "POST" : "GET",
      headers: { "Content-Type": "application/json" },
      body: command && JSON.stringify(command),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.message);
    return answer;
  }

  /** Call an operation of EventBridge; what AWS would answer is returned. */
  async call(operation, parameters) {
    const response = await fetch(this.url, {
      method: "POST",
      headers: {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": `AWSEvents.${operation}`,
      },
      body: JSON.stringify(parameters),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${answer.__type}: ${answer.message}`);
    return answer;
  }

  stop() {
    this.server.kill();
  }
}
