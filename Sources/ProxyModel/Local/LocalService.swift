/// One of the process's own services (management, health), called in process instead of over a socket.
package protocol LocalService: Sendable {
    /// Answers one request; every failure is an answer too.
    func respond(to request: LocalRequest) async -> LocalResponse
}
