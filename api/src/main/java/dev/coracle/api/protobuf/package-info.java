/** Built-in objects as Kubernetes' protobuf, made from the field numbers of the catalogue and from no generated code. */
@NullMarked
package dev.coracle.api.protobuf;

import org.jspecify.annotations.NullMarked;
