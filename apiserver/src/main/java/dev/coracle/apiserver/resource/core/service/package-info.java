/** Services and endpoints, and the addresses and ports that services get. */
@NullMarked
package dev.coracle.apiserver.resource.core.service;

import org.jspecify.annotations.NullMarked;
