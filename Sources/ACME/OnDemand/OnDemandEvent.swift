/// What operators are told of certificates that handshakes bring about.
package enum OnDemandEvent: Sendable, Equatable {
    /// A certificate for a name is asked for, because of a client.
    case wanted(name: String, client: String)
    /// None is obtained.
    case refused(name: String, client: String, OnDemandRefusal)
    /// A certificate is wanted no more: nobody asked for it, or nobody permits it.
    case ended(certificate: String)
}
