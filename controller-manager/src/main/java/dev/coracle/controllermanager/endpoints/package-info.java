/** Says which addresses are behind a service: EndpointSlices and Endpoints. */
@NullMarked
package dev.coracle.controllermanager.endpoints;

import org.jspecify.annotations.NullMarked;
