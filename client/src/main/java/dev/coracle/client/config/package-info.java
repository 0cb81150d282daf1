/** Where the API server is and who the client is: kubeconfig files. */
@NullMarked
package dev.coracle.client.config;

import org.jspecify.annotations.NullMarked;
