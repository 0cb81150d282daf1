/** OpenAPI v2 and v3 documents of what is served, made when they are asked for. */
@NullMarked
package dev.coracle.apiserver.openapi;

import org.jspecify.annotations.NullMarked;
