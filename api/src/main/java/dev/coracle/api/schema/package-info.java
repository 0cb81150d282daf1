/** What fields an object has and how they behave: one view of built-in definitions and of CRD schemas. */
@NullMarked
package dev.coracle.api.schema;

import org.jspecify.annotations.NullMarked;
