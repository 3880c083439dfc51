import { createRequire } from 'node:module';
import { type Fields, type Value, withoutNulls } from './value';

/** A message of Pulumi's protocol, as the generated code of its SDK has them: getters and setters. */
export type Message = Readonly<Record<string, (argument?: unknown) => unknown>>;
type MessageClass = new () => Message;

interface Struct {
  fromJavaScript(fields: Fields): Message;
}

export interface Call {
  readonly request: Message;
}

export type Reply = (error: unknown, message?: Message) => void;

interface Server {
  addService(service: Service, methods: Readonly<Record<string, unknown>>): void;
  bindAsync(address: string, credentials: unknown, bound: (error: Error | null, port: number) => void): void;
}

export type Service = Readonly<Record<string, { readonly path: string; readonly responseStream: boolean }>>;

interface Metadata {
  add(name: string, value: Buffer): void;
}

/**
 * gRPC and Pulumi's messages, from the packages that the program uses. They are loaded from where the program has them,
 * and have no types: what is used of them is declared here.
 */
export class Protocol {
  public readonly service: Service;
  private readonly messages: Readonly<Record<string, MessageClass>>;
  private readonly grpc: {
    readonly Server: new (options: Readonly<Record<string, number>>) => Server;
    readonly ServerCredentials: { createInsecure(): unknown };
    readonly Metadata: new () => Metadata;
    readonly status: Readonly<Record<'UNKNOWN' | 'UNIMPLEMENTED', number>>;
  };
  private readonly struct: Struct;
  private readonly anyClass: MessageClass;

  /** @param modules a directory with `node_modules` */
  constructor(modules: string) {
    const program = createRequire(`${modules}/`);
    const sdk = createRequire(program.resolve('@pulumi/pulumi/package.json'));
    this.grpc = sdk('@grpc/grpc-js');
    this.service = sdk('./proto/provider_grpc_pb').ResourceProviderService;
    const protobuf = (name: string) => sdk(`google-protobuf/google/protobuf/${name}_pb`);
    const status = sdk('./proto/status_pb');
    this.messages = { ...sdk('./proto/provider_pb'), ...sdk('./proto/plugin_pb'), ...status, ...protobuf('empty') };
    this.struct = protobuf('struct').Struct;
    this.anyClass = protobuf('any').Any;
  }

  /** Starts to serve on a port of loopback, and returns it. */
  public serve(methods: Readonly<Record<string, unknown>>): Promise<number> {
    const size = 400 << 20; // as Pulumi's own servers
    const limits = { 'grpc.max_receive_message_length': size, 'grpc.max_send_message_length': size };
    const server = new this.grpc.Server(limits);
    server.addService(this.service, methods);
    return new Promise((resolve, reject) => {
      const credentials = this.grpc.ServerCredentials.createInsecure();
      server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error === null ? resolve(port) : reject(error)));
    });
  }

  /** A message with fields: `id` goes to `setId`, objects go in as structs. */
  public message(name: string, values: Readonly<Record<string, unknown>> = {}): Message {
    const made = this.messages[name];
    if (made === undefined) throw new Error(`The SDK has no message ${name}.`);
    const message = new made();
    for (const [field, value] of Object.entries(values)) {
      const setter = `set${field.charAt(0).toUpperCase()}${field.slice(1)}`;
      if (message[setter] === undefined) throw new Error(`${name} has no ${setter}.`);
      message[setter](isPlain(value) ? this.struct.fromJavaScript(value) : value);
    }
    return message;
  }

  public error(code: 'UNKNOWN' | 'UNIMPLEMENTED', details: string): unknown {
    return { code: this.grpc.status[code], details };
  }

  /** An error that carries a message. */
  public errorWith(details: string, name: string, values: Readonly<Record<string, unknown>>): unknown {
    const any = new this.anyClass() as unknown as { pack(bytes: unknown, name: string): void };
    any.pack(this.message(name, values).serializeBinary?.(), `pulumirpc.${name}`);
    const status = this.message('Status', { code: this.grpc.status.UNKNOWN, message: details, detailsList: [any] });
    const metadata = new this.grpc.Metadata();
    metadata.add('grpc-status-details-bin', Buffer.from(status.serializeBinary?.() as Uint8Array));
    return { code: this.grpc.status.UNKNOWN, details, metadata };
  }
}

/** A field of a message that holds a struct, as plain data without nulls; undefined when it is not set. */
export function fieldsOf(message: Message, getter: string): Fields | undefined {
  const struct = message[getter]?.() as { toJavaScript(): Record<string, Value> } | undefined;
  return struct && withoutNulls(struct.toJavaScript());
}

export function textOf(message: Message, getter: string): string {
  return String(message[getter]?.() ?? '');
}

function isPlain(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
