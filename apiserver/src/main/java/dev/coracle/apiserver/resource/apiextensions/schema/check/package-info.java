/** What is checked of a schema, one concern a file. */
@NullMarked
package dev.coracle.apiserver.resource.apiextensions.schema.check;

import org.jspecify.annotations.NullMarked;
