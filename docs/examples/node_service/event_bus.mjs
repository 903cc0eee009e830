// EventBridge for the service: through the SDK, where it is installed.
//
// Without the SDK the same request goes out unsigned. AWS would refuse it, the mock does
// not, and so this example runs with nothing but Node.js.

const sdk = await import("@aws-sdk/client-eventbridge").catch(() => null);

export async function putEvents(entries) {
  if (sdk) {
    const client = new sdk.EventBridgeClient();
    return client.send(new sdk.PutEventsCommand({ Entries: entries }));
  }
  const response = await fetch(process.env.AWS_ENDPOINT_URL_EVENTBRIDGE, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": "AWSEvents.PutEvents",
    },
    body: JSON.stringify({ Entries: entries }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.message);
  return answer;
}
