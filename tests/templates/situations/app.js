// The same as template.yaml; `cdk synth`, which runs this, wrote cdk.out.
const cdk = require("aws-cdk-lib");
const events = require("aws-cdk-lib/aws-events");
const targets = require("aws-cdk-lib/aws-events-targets");
const sqs = require("aws-cdk-lib/aws-sqs");

const secret = (name, field) => cdk.SecretValue.secretsManager(name, { jsonField: field });
const path = events.EventField.fromPath;
const object = events.RuleTargetInput.fromObject;

class Stack extends cdk.Stack {
  apiKey(id, name, value, more = {}) {
    const authorization = events.Authorization.apiKey(name, value);
    return new events.Connection(this, id, { authorization, ...more });
  }

  destination(id, connection, endpoint, more = {}) {
    return new events.ApiDestination(this, id, { connection, endpoint, ...more });
  }

  rule(id, given, ...ruleTargets) {
    return new events.Rule(this, id, { ...given, targets: ruleTargets });
  }
}

class Alarms extends Stack {
  constructor(scope, id) {
    super(scope, id);
    const unused = cdk.SecretValue.unsafePlainText("unused");
    const token = cdk.SecretValue.unsafePlainText(
      `Bearer ${secret("slack", "token").unsafeUnwrap()}`,
    );
    const discord = this.destination(
      "Discord",
      this.apiKey("DiscordConnection", "X-Unused", unused),
      "https://discord.example/api/webhooks/1/not-a-secret",
    );
    const slack = this.destination(
      "Slack",
      this.apiKey("SlackConnection", "Authorization", token),
      "https://slack.example/api/chat.postMessage",
      { rateLimitPerSecond: 1 },
    );
    const deadLetterQueue = new sqs.Queue(this, "Queue", { queueName: "undelivered" });
    const name = path("$.detail.alarmName");
    const pattern = (value) => ({
      eventPattern: { source: ["aws.cloudwatch"], detail: { state: { value } } },
    });
    const content = `**${name}**: ${path("$.detail.state.reason")}`;
    const text = `${name} is ${path("$.detail.state.value")}`;
    this.rule(
      "ToDiscord",
      pattern(["ALARM"]),
      new targets.ApiDestination(discord, { deadLetterQueue, event: object({ content }) }),
    );
    this.rule(
      "ToSlack",
      pattern(events.Match.anythingBut("INSUFFICIENT_DATA")),
      new targets.ApiDestination(slack, {
        deadLetterQueue,
        event: object({ channel: "alarms", text }),
        retryAttempts: 1,
      }),
    );
  }
}

class Trail extends Stack {
  constructor(scope, id) {
    super(scope, id);
    const connection = new events.Connection(this, "Connection", {
      authorization: events.Authorization.basic("audit", secret("audit")),
    });
    const audit = this.destination("Audit", connection, "https://audit.example/trail");
    const rule = this.rule(
      "Rule",
      { eventPattern: { detailType: ["AWS API Call via CloudTrail"] } },
      new targets.ApiDestination(audit, { event: events.RuleTargetInput.fromEventPath("$.detail") }),
    );
    rule.node.defaultChild.addPropertyOverride("EventPattern.detail.$or", [
      { userIdentity: { type: ["Root"] } },
      { eventSource: ["iam.amazonaws.com"], eventName: [{ prefix: "Delete" }] },
    ]);
  }
}

class Stock extends Stack {
  constructor(scope, id) {
    super(scope, id);
    const hosts = new cdk.CfnMapping(this, "Hosts", {
      mapping: { dev: { Stock: "stock.dev.example" }, live: { Stock: "stock.example" } },
    });
    const stage = new cdk.CfnParameter(this, "Stage", { default: "dev" });
    const host = hosts.findInMap(stage.valueAsString, "Stock");
    const key = cdk.SecretValue.unsafePlainText("not-a-secret");
    const connection = this.apiKey("Connection", "X-Key", key, {
      queryStringParameters: { shop: events.HttpParameter.fromString("7") },
    });
    const item = this.destination("Item", connection, `https://${host}/stores/*/items/*`, {
      httpMethod: events.HttpMethod.PUT,
    });
    const log = this.destination("Log", connection, `https://${host}/log`);
    this.rule(
      "Sold",
      { eventPattern: { source: ["shop"], detailType: ["Sold"] } },
      new targets.ApiDestination(item, {
        pathParameterValues: [path("$.detail.store"), path("$.detail.item")],
      }),
      new targets.ApiDestination(log, { event: object({ sold: 1 }) }),
    );
  }
}

class Others extends Stack {
  constructor(scope, id) {
    super(scope, id);
    const key = cdk.SecretValue.unsafePlainText("not-a-secret");
    const graph = this.destination(
      "Graph",
      this.apiKey("GraphConnection", "x-api-key", key),
      "https://graph.example/graphql",
    );
    const query = 'mutation Note($text: String) {\n  note(kind: "shop", text: $text) { id }\n}';
    const variables = { id: path("$.detail.id"), text: path("$.detail.text") };
    this.rule(
      "Noted",
      { eventPattern: { source: ["shop"], detailType: ["Noted"] } },
      new targets.ApiDestination(graph, { event: object({ query, variables }) }),
    );
    const github = this.apiKey("GitHub", "Authorization", secret("github", "token"), {
      headerParameters: {
        Accept: events.HttpParameter.fromString("application/vnd.github+json"),
      },
    });
    const dispatch = this.destination(
      "Dispatch",
      github,
      "https://github.example/repos/shop/site/dispatches",
    );
    this.rule(
      "Nightly",
      { schedule: events.Schedule.cron({ minute: "0", hour: "3" }) },
      new targets.ApiDestination(dispatch, { event: object({ event_type: "nightly" }) }),
    );
  }
}

const app = new cdk.App();
new Alarms(app, "Alarms");
new Trail(app, "Trail");
new Stock(app, "Stock");
new Others(app, "Others");
