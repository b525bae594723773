/** supervisord: the composition root of the daemon. */
