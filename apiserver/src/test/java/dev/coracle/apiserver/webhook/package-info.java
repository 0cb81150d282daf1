@NullMarked
package dev.coracle.apiserver.webhook;

import org.jspecify.annotations.NullMarked;
