/** What the service tells Prometheus: counts and times, never a name, a place or an address. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ErrorCode } from '../errors.js';
import type { ResultRecord } from '../recognise/result.js';
import type { StageTimes } from '../recognise/stages.js';

/** Listens to the service. */
export interface Telemetry {
  /** A request's end; `route` as it's declared, undefined where there's none. */
  requested(route: string | undefined, status: number): void;
  /** A photo's record that was answered. */
  recorded(record: ResultRecord): void;
  /** A request that was answered with a problem. */
  refused(code: ErrorCode): void;
  /** How long the steps of a photo took. */
  staged(times: StageTimes): void;
  /** All of it in Prometheus' text format. */
  text(): Promise<string>;
}

/** What is measured when it's asked for. */
export interface Gauged {
  /** Photos that wait for a worker. */
  readonly queue: () => number;
  /** Requests that hold a place. */
  readonly inside: () => number;
  /** Bytes of uploads that are held. */
  readonly heldBytes: () => number;
  /** Whether /readyz says so. */
  readonly ready: () => boolean;
  /** Workers that hold the model, and those that ended and were replaced. */
  readonly workers: () => { readonly ready: number; readonly ended: number };
}

/** Seconds: a Raspberry Pi takes some for a step that a desk machine does in hundredths. */
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Telemetry with a registry of its own, so that two services in one process don't mix. */
export function createTelemetry({ queue, inside, heldBytes, ready, workers }: Gauged): Telemetry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `whosecam_${name}`, help, labelNames, registers: [registry] });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `whosecam_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  const requests = counter('requests_total', 'Requests by route and status', ['route', 'status']);
  const answers = counter('answers_total', 'Photos that were answered, by kind of verdict', ['kind']);
  const failures = counter('failures_total', 'Photos and requests that failed, by code', ['code']);
  gauge('queue_depth', 'Photos that wait for a worker', queue);
  gauge('requests_inside', 'Requests that hold a place', inside);
  gauge('upload_bytes', 'Bytes of uploads that are held', heldBytes);
  gauge('ready', '1 while /readyz says ready, else 0', () => Number(ready()));
  gauge('workers_ready', 'Workers that hold the model', () => workers().ready);
  new Counter({
    name: 'whosecam_worker_restarts_total',
    help: "Workers that ended, by a photo's time limit or a fault, and were replaced",
    registers: [registry],
    collect() {
      this.reset();
      this.inc(workers().ended);
    },
  });
  const help = 'Time of each step of a photo, all its cameras together';
  const labelNames = ['stage'] as const;
  const stage = new Histogram({ name: 'whosecam_stage_seconds', help, labelNames, buckets, registers: [registry] });
  return {
    requested: (route = 'none', status) => requests.inc({ route, status }),
    recorded: (record) => {
      if (record.status === 'ok') answers.inc({ kind: record.verdict.kind });
      else failures.inc({ code: record.error.code });
    },
    refused: (code) => failures.inc({ code }),
    staged: (times) => {
      for (const [name, ms] of Object.entries(times)) stage.observe({ stage: name }, ms / 1000);
    },
    text: () => registry.metrics(),
  };
}
