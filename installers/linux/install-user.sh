#!/bin/sh
# Installs the unpacked archive for this person only (no root); --remove takes it away, data stay.
# A folder "banks" beside this script, or beside the unpacked folder, is a workshop handout: it is
# put beside the program, which picks it up at its next start.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
bin=$HOME/.local/bin
home=$HOME/.local/opt/cermin-asn
need=2.36

refresh() {
    if command -v update-mime-database >/dev/null; then update-mime-database "$share/mime"; fi
    if command -v update-desktop-database >/dev/null; then update-desktop-database -q "$share/applications"; fi
    if command -v gtk-update-icon-cache >/dev/null; then gtk-update-icon-cache -qtf "$share/icons/hicolor" || true; fi
}

if [ "${1:-}" = --remove ]; then
    rm -rf "$home"
    for name in cermin-asn ethics-desktop; do
        if [ "$(readlink "$bin/$name" || true)" = "$home/cermin-asn" ]; then rm "$bin/$name"; fi
    done
    rm -f "$share/applications/cermin-asn.desktop" "$share/mime/packages/cermin-asn.xml" \
        "$share"/icons/hicolor/*/apps/cermin-asn.* \
        "$share"/icons/hicolor/*/mimetypes/application-vnd.cermin-asn.bank.*
    refresh
    echo "Cermin ASN dibuang; data tetap di $share/CerminASN."
    exit 0
fi

have=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2 || true)
if [ "$(printf '%s\n%s\n' $need "${have:-0}" | sort -V | head -n1)" != $need ]; then
    echo "Sistem ini terlalu lama: glibc ${have:-?}, perlu $need (Debian 12, Ubuntu 24.04, atau lebih baru)." >&2
    exit 1
fi
version() { "$1" --version 2>/dev/null | sed 's/.* //'; }
if [ -x "$home/cermin-asn" ]; then
    old=$(version "$home/cermin-asn"); new=$(version "$here/CerminASN/cermin-asn")
    if [ "$old" != "$new" ] && [ "$(printf '%s\n%s\n' "$old" "$new" | sort -V | tail -n1)" = "$old" ]; then
        echo "Versi yang lebih baru ($old) sudah terpasang; tidak ada yang diubah." >&2
        exit 12
    fi
fi

mkdir -p "$home" "$bin" "$share"
rm -rf "$home.new"
mkdir "$home.new"
cp -a "$here/CerminASN/." "$home.new/"
rm -rf "$home.new/banks" "$home.new/Data" "$home.new/portable.txt"
for banks in "$home/banks" "$here/../banks" "$here/banks"; do
    if [ -f "$banks/handout.json" ]; then
        rm -rf "$home.new/banks"
        cp -a "$banks" "$home.new/banks"
    fi
done
rm -rf "$home"
mv "$home.new" "$home"
ln -sfn "$home/cermin-asn" "$bin/cermin-asn"
ln -sfn "$home/cermin-asn" "$bin/ethics-desktop"
cp -R "$here/share/." "$share/"
sed -i "s,^Exec=cermin-asn,Exec=\"$home/cermin-asn\"," "$share/applications/cermin-asn.desktop"
refresh
if command -v ldd >/dev/null; then
    missing=$(ldd "$home"/_internal/PySide6/Qt/plugins/platforms/libqxcb.so 2>/dev/null | grep "not found" | cut -f2 | cut -d' ' -f1 | sort -u | tr '\n' ' ' || true)
    if [ -n "$missing" ]; then
        echo "Pustaka sistem yang masih kurang: $missing" >&2
        echo "Debian/Ubuntu: sudo apt install libegl1 libgl1 libdbus-1-3 libfontconfig1 libglib2.0-0 libx11-xcb1" >&2
    fi
fi
echo "Cermin ASN terpasang. Buka dari menu, atau jalankan: $bin/cermin-asn"
