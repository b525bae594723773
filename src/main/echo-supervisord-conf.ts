/** echo_supervisord_conf: prints a sample configuration. */
import { renderSampleConfiguration } from "../config/sample-configuration.ts";

process.stdout.write(renderSampleConfiguration());
