internal import CCurl
internal import Glibc

/// The functions that libcurl calls on the thread of the transfers, with the transfer as context.
enum TransferCallbacks {
    static let header: proxyd_curl_data_callback = { bytes, size, count, context in
        guard let bytes = unsafe bytes, let transfer = unsafe transfer(context) else { return 0 }
        let line = unsafe String(decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
        return transfer.headerReceived(line) ? size * count : 0
    }

    static let body: proxyd_curl_data_callback = { bytes, size, count, context in
        guard let bytes = unsafe bytes, let transfer = unsafe transfer(context) else { return 0 }
        let part = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
        switch unsafe transfer.bodyReceived(part) {
        case .taken: return size * count
        case .waits: return Int(CURL_WRITEFUNC_PAUSE)
        case .refused: return 0
        }
    }

    static let content: proxyd_curl_data_callback = { bytes, size, count, context in
        guard let bytes = unsafe bytes, let upload = unsafe transfer(context)?.delivery.upload else { return 0 }
        switch unsafe upload.take(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) {
        case .bytes(let count): return count
        case .nothingYet: return Int(CURL_READFUNC_PAUSE)
        case .aborted: return Int(CURL_READFUNC_ABORT)
        }
    }

    static let openSocket: curl_opensocket_callback = { context, _, address in
        guard let address = unsafe address, let transfer = unsafe transfer(context) else { return -1 }
        let family = unsafe address.pointee.family
        let length = unsafe min(Int(address.pointee.addrlen), MemoryLayout<sockaddr_in6>.size)
        let bytes = unsafe Array(UnsafeRawBufferPointer(start: proxyd_curl_address_bytes(address), count: length))
        guard transfer.isPermitted(RemoteAddress(family: family, bytes: bytes)) else { return -1 }
        let type = unsafe address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
        return unsafe socket(family, type, address.pointee.protocol)
    }

    private static func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        unsafe context.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }
}
