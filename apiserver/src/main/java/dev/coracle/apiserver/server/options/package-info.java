/** What an API server is to be like, and how that is read from kube-apiserver's command line. */
@NullMarked
package dev.coracle.apiserver.server.options;

import org.jspecify.annotations.NullMarked;
