/// When requests last used a service that is stopped for want of them, as one worker saw it.
package struct ServiceUse: Sendable, Equatable {
    /// Name of the service.
    package let service: String
    /// Milliseconds since a request last asked for it; 0 = it is in use.
    package let idle: Int64
}
