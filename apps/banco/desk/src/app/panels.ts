import { ref } from "vue"

export const shortcutsOpen = ref(false)
export const setShortcutsOpen = (open: boolean) => (shortcutsOpen.value = open)
