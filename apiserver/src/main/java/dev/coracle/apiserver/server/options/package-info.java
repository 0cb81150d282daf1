/** What an API server is to be like. */
@NullMarked
package dev.coracle.apiserver.server.options;

import org.jspecify.annotations.NullMarked;
