/** The chain of authorizers as flags or a file configure it, and the webhooks in it. */
@NullMarked
package dev.coracle.apiserver.authorization.webhook;

import org.jspecify.annotations.NullMarked;
