/** echo_supervisord_conf: prints a sample configuration. */
import { renderSampleConfiguration } from "../config/sample-configuration.ts";
import { endWithStandardOutput } from "./standard-output.ts";

endWithStandardOutput("echo_supervisord_conf");
process.stdout.write(renderSampleConfiguration());
