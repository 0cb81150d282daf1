/** What upstream's Go types make of JSON and protobuf beyond what OpenAPI says: which zeros are written, which vanish. */
@NullMarked
package dev.coracle.api.gotypes;

import org.jspecify.annotations.NullMarked;
