// `cdk synth`, which runs this, wrote cdk.out; kept of it is what a deployment reads.
const cdk = require("aws-cdk-lib");
const events = require("aws-cdk-lib/aws-events");
const targets = require("aws-cdk-lib/aws-events-targets");
const secretsmanager = require("aws-cdk-lib/aws-secretsmanager");
const sqs = require("aws-cdk-lib/aws-sqs");

class Partner extends cdk.Stack {
  constructor(scope, id) {
    super(scope, id);
    const key = new secretsmanager.Secret(this, "Key", { secretName: "partner-key" });
    const connection = new events.Connection(this, "Connection", {
      authorization: events.Authorization.apiKey("X-Key", key.secretValue),
      headerParameters: { "X-Shop": events.HttpParameter.fromString("shop") },
    });
    this.orders = new events.ApiDestination(this, "Orders", {
      connection,
      endpoint: "https://api.partner.example/orders/*",
      rateLimitPerSecond: 10,
    });
  }
}

class Shop extends cdk.Stack {
  constructor(scope, id, { orders }) {
    super(scope, id);
    const bus = new events.EventBus(this, "Bus", { eventBusName: "shop" });
    const undelivered = new sqs.Queue(this, "Undelivered");
    const rule = new events.Rule(this, "LargeOrders", {
      eventBus: bus,
      eventPattern: {
        source: ["shop"],
        detail: { total: events.Match.greaterThanOrEqual(100) },
      },
    });
    const number = events.EventField.fromPath("$.detail.number");
    rule.addTarget(
      new targets.ApiDestination(orders, {
        deadLetterQueue: undelivered,
        event: events.RuleTargetInput.fromObject({ text: `Order ${number}` }),
        maxEventAge: cdk.Duration.hours(2),
        pathParameterValues: [number],
        retryAttempts: 3,
      }),
    );
    new cdk.CfnOutput(this, "BusName", { value: bus.eventBusName });
  }
}

const app = new cdk.App();
const partner = new Partner(app, "Partner");
new Shop(app, "Shop", { orders: partner.orders });
