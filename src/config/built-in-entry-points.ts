/** Entry points that configurations made for Supervisor name in Python's way, and that are built in here. */
export const standardInterface = "supervisor.rpcinterface:make_main_rpcinterface";
export const defaultResultHandler = "supervisor.dispatchers:default_handler";
