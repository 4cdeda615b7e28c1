internal import ProxyModel

extension StoreFailure {
    /// The failure that an error of the client is to whoever uses the store.
    init(_ error: RedisError) {
        switch error {
        // The key holds a value of another type, or of another form.
        case .server(let refusal) where ["WRONGTYPE", "ERR"].contains(refusal.code): self = .corrupt(error.description)
        default: self = .unavailable(error.description)
        }
    }
}
