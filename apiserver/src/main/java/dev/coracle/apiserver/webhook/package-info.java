/** Calling webhooks over HTTPS: where a client configuration points to, whom to trust there, and what can go wrong on the way. */
@NullMarked
package dev.coracle.apiserver.webhook;

import org.jspecify.annotations.NullMarked;
