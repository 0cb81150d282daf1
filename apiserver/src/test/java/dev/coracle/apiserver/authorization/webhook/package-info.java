@NullMarked
package dev.coracle.apiserver.authorization.webhook;

import org.jspecify.annotations.NullMarked;
