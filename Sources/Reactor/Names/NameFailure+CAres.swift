internal import CAres

extension NameFailure {
    /// The meaning of a status of c-ares other than success.
    init(_ status: Int32) {
        self =
            switch status {
            case ARES_ENODATA, ARES_ENOTFOUND: .notFound
            case ARES_EBADNAME, ARES_EBADSTR, ARES_ENONAME: .malformed
            case ARES_ETIMEOUT: .timedOut
            case ARES_EDESTRUCTION, ARES_ECANCELLED: .cancelled
            case ARES_ENOMEM: .overloaded
            default: .serverFailed
            }
    }
}
