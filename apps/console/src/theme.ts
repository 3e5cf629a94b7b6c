import {
  Button,
  createTheme,
  Menu,
  Modal,
  NumberInput,
  PasswordInput,
  SegmentedControl,
  Select,
  Tabs,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core'

/** Shades of the one accent, light to dark; what is seen is set in `tokens.css`. */
const cobalt = [
  '#eef2fd',
  '#dbe4fb',
  '#b6c7f6',
  '#93acff',
  '#6f8df0',
  '#4e70e2',
  '#3a5dd4',
  '#2b4fc7',
  '#2342a8',
  '#1b3484',
] as const

/** The kit as the console uses it: small, square and quiet. */
export const theme = createTheme({
  fontFamily: 'var(--font-text)',
  fontFamilyMonospace: 'var(--font-code)',
  fontSizes: { xs: '12.5px', sm: '13.5px', md: '15px', lg: '17px', xl: '20px' },
  headings: { fontFamily: 'var(--font-text)', fontWeight: '600' },
  defaultRadius: 6,
  primaryColor: 'cobalt',
  primaryShade: { light: 7, dark: 6 },
  colors: { cobalt },
  focusRing: 'auto',
  cursorType: 'pointer',
  components: {
    Button: Button.extend({ defaultProps: { size: 'xs', variant: 'default' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'xs' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'xs' } }),
    Select: Select.extend({ defaultProps: { size: 'xs', checkIconPosition: 'right' } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: 'xs' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'xs' } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs' } }),
    // Those that forms of a schema draw; the code is loaded with the form.
    ...Object.fromEntries(
      ['DateInput', 'DateTimePicker', 'TimeInput', 'PillsInput', 'MultiSelect', 'TagsInput'].map(
        (name) => [name, { defaultProps: { size: 'xs' } }],
      ),
    ),
    Modal: Modal.extend({ defaultProps: { centered: true, padding: 'lg' } }),
    Menu: Menu.extend({ defaultProps: { shadow: 'md', position: 'bottom-end' } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Tooltip: Tooltip.extend({
      defaultProps: { withArrow: true, multiline: true, maw: 360, openDelay: 150 },
    }),
  },
})
