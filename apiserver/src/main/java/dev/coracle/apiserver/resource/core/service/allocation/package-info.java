/** What services take: cluster addresses and node ports, each given out once. */
@NullMarked
package dev.coracle.apiserver.resource.core.service.allocation;

import org.jspecify.annotations.NullMarked;
