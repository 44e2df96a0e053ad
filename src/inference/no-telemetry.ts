/**
 * The ONNX runtime's own telemetry, off. From version 1.29 on its binaries for Linux and macOS send facts about the model and
 * the machine to Microsoft, and keep an identifier of the device on disk, unless this variable is set before the runtime
 * is loaded (its docs/Privacy.md). Nothing may be sent from here, so no setting turns it on.
 *
 * Import this first wherever the runtime is loaded or threads that load it are started: a worker's own environment is a copy
 * that the runtime doesn't see.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
