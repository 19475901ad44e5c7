// File systems of which inotify tells too little: others than this kernel's programs write there.

package import Articles
import CLinux

/// Tells remote file systems by the number that statfs(2) gives (linux/magic.h and their sources).
package enum RemoteFileSystem {
  private static let names: [Int64: String] = [
    0x6969: "NFS", 0x517B: "SMB", 0xFF53_4D42: "CIFS", 0xFE53_4D42: "SMB", 0x6573_5546: "FUSE",
    0x0102_1997: "9p", 0x5346_414F: "AFS", 0x6B41_4653: "AFS", 0x7375_7245: "Coda",
    0x00C3_6400: "Ceph", 0x7461_636F: "OCFS2", 0x0116_1970: "GFS2", 0x0BD0_0BD0: "Lustre",
    0x4750_4653: "GPFS", 0x1983_0326: "BeeGFS", 0x786F_4256: "vboxsf", 0xBACB_ACBC: "vmhgfs",
    0x564C: "NCP",
  ]

  /// The kind of the remote file system that holds the path; nil for a local one, or if there is
  /// nothing.
  package static func name(at path: PathBytes) -> String? {
    name(ofType: path.withCString { Int64(clinux_file_system_type($0)) })
  }

  static func name(ofType type: Int64) -> String? { names[type] }
}
