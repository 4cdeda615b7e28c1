internal import Hummingbird
internal import Logging
internal import ProxyModel

/// Where a request of the router comes from: the data plane, in process.
struct LocalRequestSource: RequestContextSource {
    let logger: Logger
    let request: LocalRequest
}

/// The router's context of a request; the client and the request's id come from here, never from a header.
struct LocalRequestContext: RequestContext {
    typealias Source = LocalRequestSource

    var coreContext: CoreRequestContextStorage
    let local: LocalRequest

    init(source: LocalRequestSource) {
        coreContext = CoreRequestContextStorage(source: source)
        local = source.request
    }
}
