/** Where audit events go: files and webhooks, at once or in batches. */
@NullMarked
package dev.coracle.apiserver.audit.backend;

import org.jspecify.annotations.NullMarked;
